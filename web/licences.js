import { readdir, readFile, rm } from 'node:fs/promises';

const LICENCE_FILE = /^(licen[cs]e|copying|notice|third-?party)/i;
/** What the packages bring without a licence file that names it. */
const FONTS = `Fonts in the style sheets of graphiql and monaco-editor

Roboto: Copyright Google, Apache-2.0 (https://www.apache.org/licenses/LICENSE-2.0)
Fira Code: Copyright 2014-2020 The Fira Code Project Authors (https://github.com/tonsky/FiraCode), OFL-1.1 (https://openfontlicense.org)
Codicons: Copyright Microsoft Corporation, CC-BY-4.0 (https://creativecommons.org/licenses/by/4.0)
`;
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * The licences of all packages that went into a bundle, in one text: what they demand to be kept with copies. The
 * bundler's files of licence comments are put into it and removed.
 */
export async function licencesOf({ folder, metafile, output }) {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const packages = [...new Set(inputs.flatMap((path) => PACKAGE.exec(path) ?? []))].sort();
  const texts = await Promise.all(packages.map((path) => packageLicence(`${folder}${path}`)));
  return [...texts, FONTS, await licenceComments(output)].join(`\n${'='.repeat(80)}\n\n`);
}

async function packageLicence(path) {
  const { name, version, license } = JSON.parse(await readFile(`${path}/package.json`, 'utf8'));
  const files = (await readdir(path)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(`${path}/${file}`, 'utf8')));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.replaceAll('\r\n', '\n').trim()), ''].join(
    '\n\n',
  );
}

/** The licence comments in the sources, each once. */
async function licenceComments(output) {
  const files = (await readdir(output)).filter((file) => file.endsWith('.LEGAL.txt')).sort();
  const texts = await Promise.all(files.map((file) => readFile(`${output}/${file}`, 'utf8')));
  await Promise.all(files.map((file) => rm(`${output}/${file}`)));
  const comments = texts.flatMap((text) => text.match(/\/\*.*?\*\//gs) ?? []);
  return `Comments in the sources\n\n${[...new Set(comments)].join('\n\n')}\n`;
}
