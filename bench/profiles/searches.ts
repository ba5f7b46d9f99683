/** What is searched for, by the kind of work it makes. Each is as frequent as every other. */
export const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  'beginning of a nickname': 'm ma mar maria ali al jo jon dav dragon star noor.w anna. maria.g wolf'.split(' '),
  'family name, whole or begun':
    'smith müller garc ivanov papado fitz rosenb steinmann kowal nakamura goldw berg'.split(' '),
  'two words': [
    ...['maria garcia', 'anna mül', 'john sm', 'silva david', 'x smith', 'elena lindgren', 'paul rosenberg', 'jo ki'],
    ...['ma s', 'nina goldmann', 'yuki tanaka', 'björn eriksson'],
  ],
  misspelt: [
    ...'elizabeth mann jonh smiht mohamed shmidt katharina rosenbrg nakamrua goldsteen papadopolous alexandr'.split(
      ' ',
    ),
    ...['elizabeth smiht', 'jon smit', 'kristjansdottir', 'maximillian'],
  ],
  'nobody at all': ['xqzvw', 'ggggggg', 'wqx zzy', 'qwertzuiop', 'ццццц'],
};
