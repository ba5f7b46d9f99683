/** Control characters but tab and line breaks; Unicode's name for the class, less the three that text may hold. */
const CONTROL = /(?![\t\n\r])[\p{Cc}]/u;

/** Whether a string holds a control character other than tab and line breaks. */
export const holdsControlCharacter = (value: string): boolean => CONTROL.test(value);

/** Whether a string is well-formed and holds no such character. */
export const isText = (value: string): boolean => !holdsControlCharacter(value) && value.isWellFormed();
