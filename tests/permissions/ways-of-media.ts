import { type DomainWays, type Look, mentions, type WayIn } from './way-in.ts';

/** Moderators see every file there is, whoever has it. */
const moderatorsToo = {
  exceptions: [
    { viewers: ['moderator'], owners: ['deleted'], isSeen: false, reason: 'the file is gone' },
    { viewers: ['moderator'], isSeen: true, reason: 'moderators look at files that others do not see' },
  ],
} as const satisfies Pick<WayIn, 'exceptions'>;

const askForFile = async ({ ask, of }: Look, visibility: keyof Look['of']['fileIds']) =>
  (
    await ask('query ($file: ID!) { mediaFile(id: $file) { fileName owner { id } url } }', {
      file: of.fileIds[visibility],
    })
  ).mediaFile;

/** Ways in of the media domain. Whoever a message or a profile shows a file to is in their tables. */
export const waysOfMedia: DomainWays = {
  ways: [
    {
      name: 'a public file by its id',
      covers: ['Query.mediaFile', '@MediaFile', 'MediaFile.owner'],
      audience: 'EVERYBODY',
      ...moderatorsToo,
      look: async (look) => mentions(await askForFile(look, 'PUBLIC'), look.of.person.id),
    },
    {
      name: 'a private file by its id',
      covers: ['Query.mediaFile'],
      audience: 'SELF',
      ...moderatorsToo,
      look: async (look) => mentions(await askForFile(look, 'PRIVATE'), look.of.person.id),
    },
    {
      name: 'a public file that moderators have hidden, by its id',
      covers: ['Query.mediaFile'],
      audience: 'SELF',
      ...moderatorsToo,
      look: async (look) => mentions(await askForFile(look, 'HIDDEN'), look.of.person.id),
    },
    {
      name: 'the bytes of a public file that moderators have hidden',
      covers: ['GET /media/:id'],
      audience: 'SELF',
      ...moderatorsToo,
      async look(look) {
        const file = await askForFile(look, 'HIDDEN');
        return file != null && (await look.fetch(file.url)).includes(look.of.word);
      },
    },
    {
      name: 'the bytes of a private file',
      covers: ['GET /media/:id', 'GET /media/:id/:variant'],
      audience: 'SELF',
      ...moderatorsToo,
      async look(look) {
        const file = await askForFile(look, 'PRIVATE');
        return file != null && (await look.fetch(file.url)).includes(look.of.word);
      },
    },
    {
      name: 'addresses of files',
      covers: ['Query.mediaUrls'],
      audience: 'EVERYBODY',
      ...moderatorsToo,
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($file: ID!) { mediaUrls(requests: [{ fileId: $file }]) { url } }', {
            file: of.fileIds.PUBLIC,
          }),
          of.fileIds.PUBLIC,
        ),
    },
    {
      name: 'the files of a person',
      covers: ['User.mediaFiles'],
      audience: 'EVERYBODY',
      async look({ ask, of }) {
        const query = 'query ($id: ID!) { user(id: $id) { mediaFiles(first: 10) { edges { node { id fileName } } } } }';
        return mentions(await ask(query), of.fileIds.PUBLIC);
      },
    },
    {
      name: 'the private files of a person',
      covers: ['User.mediaFiles'],
      audience: 'SELF',
      async look({ ask, of }) {
        const query = 'query ($id: ID!) { user(id: $id) { mediaFiles(first: 10) { edges { node { id fileName } } } } }';
        return mentions(await ask(query), of.fileIds.PRIVATE);
      },
    },
  ],
  harmless: {
    'Query.mediaFiles': 'the viewer’s own files',
    'Query.mediaFilesCursor': 'a number of the viewer’s own log',
    'Query.storageUsage': 'what the viewer’s own files take up',
    'Query.mediaUpload': 'the viewer’s own uploads',
    'Query.mediaLimits': 'rules for everybody',
    'Query.categories': 'no person is in a category, and only public files are counted',
    'Query.category': 'no person is in a category, and only public files are counted',
    '@Category': 'no person is in a category, and only public files are counted',
    'Subscription.mediaProcessed': 'the viewer’s own files',
    '@MediaUpload': 'the viewer’s own uploads',
    'PUT /media/upload/:id': 'takes bytes, and says how many have come',
    'POST /media/upload': 'the file of who sends it',
    'OPTIONS /media/tus': 'what the server speaks',
    'POST /media/tus': 'the upload of who sends it',
    'OPTIONS /media/tus/:id': 'what the server speaks',
    'HEAD /media/tus/:id': 'how many bytes have come, by a signed address',
    'PATCH /media/tus/:id': 'takes bytes, and says how many have come',
    'DELETE /media/tus/:id': 'ends an upload, by a signed address',
  },
};
