/** Value of the enum `ResumeSection` that has a position. */
export type OrderedSection =
  | 'SUMMARY'
  | 'EXPERIENCE'
  | 'WORK'
  | 'PROJECT_ITEMS'
  | 'EDUCATION'
  | 'EDUCATION_ITEMS'
  | 'SKILLS'
  | 'SKILL_ITEMS'
  | 'LANGUAGES'
  | 'CERTIFICATES'
  | 'AWARDS'
  | 'PUBLICATIONS'
  | 'VOLUNTEER'
  | 'INTERESTS'
  | 'REFERENCES';

/** Value of the enum `ResumeSection`. */
export type Section = OrderedSection | 'CONTACT' | 'PHOTO';

/** A position that a person has or had. */
interface Work {
  readonly name: string | null;
  readonly position: string | null;
  readonly location: string | null;
  readonly description: string | null;
  readonly url: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly summary: string | null;
  readonly highlights: readonly string[];
}

/** An unpaid position. */
interface Volunteer {
  readonly organization: string | null;
  readonly position: string | null;
  readonly url: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly summary: string | null;
  readonly highlights: readonly string[];
}

/** A course of study. */
interface EducationItem {
  readonly institution: string | null;
  readonly url: string | null;
  readonly area: string | null;
  readonly studyType: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly score: string | null;
  readonly courses: readonly string[];
}

/** An award that a person has received. */
interface Award {
  readonly title: string | null;
  readonly date: string | null;
  readonly awarder: string | null;
  readonly summary: string | null;
}

/** A certificate that a person has earned. */
interface Certificate {
  readonly name: string | null;
  readonly date: string | null;
  readonly url: string | null;
  readonly issuer: string | null;
}

/** Something that a person has published. */
interface Publication {
  readonly name: string | null;
  readonly publisher: string | null;
  readonly releaseDate: string | null;
  readonly url: string | null;
  readonly summary: string | null;
}

/** A field in which a person is skilled. */
interface Skill {
  readonly name: string | null;
  readonly level: string | null;
  readonly keywords: readonly string[];
}

/** A language that a person speaks. */
interface Language {
  readonly language: string | null;
  readonly fluency: string | null;
}

/** Something that a person likes to do. */
interface Interest {
  readonly name: string | null;
  readonly keywords: readonly string[];
}

/** What somebody says of a person. */
interface Reference {
  readonly name: string | null;
  readonly reference: string | null;
}

/** A project in which a person took part. */
interface Project {
  readonly name: string | null;
  readonly description: string | null;
  readonly highlights: readonly string[];
  readonly keywords: readonly string[];
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly url: string | null;
  readonly roles: readonly string[];
  readonly entity: string | null;
  readonly type: string | null;
}

/** Where a person lives. */
interface Residence {
  readonly address: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly countryCode: string | null;
  readonly region: string | null;
}

/** A page of a person on a network. */
interface OnlineProfile {
  readonly network: string | null;
  readonly username: string | null;
  readonly url: string | null;
}

/** Who a resume is about. */
export interface Basics {
  readonly name: string | null;
  readonly label: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly url: string | null;
  readonly location: Residence | null;
  readonly profiles: readonly OnlineProfile[];
}

/**
 * What people write into a resume, and what its versions hold. Null and empty lists stand for what is not given; dates are
 * `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, ends may be `present`.
 */
export interface ResumeContent {
  readonly summary: string | null;
  /** Names of skills, beside those of `skillItems`. */
  readonly skills: readonly string[];
  readonly experience: string | null;
  readonly education: string | null;
  readonly experienceText: string | null;
  readonly educationText: string | null;
  readonly basics: Basics | null;
  readonly work: readonly Work[];
  readonly volunteer: readonly Volunteer[];
  readonly educationItems: readonly EducationItem[];
  readonly awards: readonly Award[];
  readonly certificates: readonly Certificate[];
  readonly publications: readonly Publication[];
  readonly skillItems: readonly Skill[];
  readonly languages: readonly Language[];
  readonly interests: readonly Interest[];
  readonly references: readonly Reference[];
  readonly projectItems: readonly Project[];
}
