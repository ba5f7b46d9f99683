/** Given names, frequent ones first. */
export const GIVEN_NAMES: readonly string[] = [
  'Maria Anna Mohammed John Ali Sofia David Elena Ahmed Olga Michael Laura Daniel Marta Thomas Julia Andrea Peter Sara',
  'Alexander Eva Robert Irina Paul Fatima Martin Emma Ivan Nina James Lucia Omar Lena Mark Clara Victor Alice Hassan',
  'Dmitri Elisabeth William Yuki Carlos Hannah Ibrahim Charlotte Joseph Mia Luis Ingrid George Aisha Stefan Chloe',
  'Pavel Leila Patrick Isabella Antonio Noor Simon Katarina Felix Amelia Jorge Greta Henrik Zeynep Oscar Priya Marco',
  'Wanda Lukas Beatrice Karim Tatiana Samuel Rosa Nikolai Helena Diego Camille Jonas Marguerite Andrzej Oluwaseun Björn',
  'Siobhan Étienne Xiaoming Hiroshi Sébastien Catherine Bartholomew Anneliese Temperance Maximilian Guinevere Leopold',
].flatMap((line) => line.split(' '));

const FREQUENT: readonly string[] = [
  'Smith Müller Garcia Ivanov Kim Khan Martin Johnson Rossi Silva Novak Schmidt Brown Lopez Nguyen Petrov Jones Weber',
  'Hansen Dubois Tanaka Wilson Santos Fischer Kowalski Taylor Costa Meyer Andersson Moreau Singh Davies Wagner Romano',
  'Horvat Popescu Becker Evans Fernandez Schulz Nielsen Hoffmann Laurent Yilmaz Thomas Bianchi Koch Walker Wójcik',
  'Bauer Roberts Richter Haddad Klein Wright Wolf Simon Schröder Okafor Neumann Thompson Schwarz Lefebvre Zimmermann',
  'Braun Robinson Krüger Hofmann Castillo Hartmann Lange Nakamura Werner Krause Meier Lehmann Mansour Köhler Herrmann',
  'König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiss Jung Hahn Schubert Vogel Friedrich Keller',
  'Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Böhm Winter Kraus Schumacher Vogt',
  'Eriksson Papadopoulos Abdullah Chowdhury Fitzgerald Oyelaran Szczepański Vandenberg Worthington Kristjánsdóttir',
].flatMap((line) => line.split(' '));

const BEGINNINGS =
  'Acker Alt Berg Brand Carl Dahl Eichen Falk Gold Hag Isen Kron Lind Mark Nord Ost Rosen Sand Stein Wald Win';
const ENDINGS =
  'bach berg blom by court dal feld fors gren haus hof kvist land lund mann ski son stad strand ton wick wood';

/** Family names, frequent ones first: some that are real, many that are put together. */
export const FAMILY_NAMES: readonly string[] = [
  ...FREQUENT,
  ...BEGINNINGS.split(' ').flatMap((beginning) => ENDINGS.split(' ').map((ending) => `${beginning}${ending}`)),
];
