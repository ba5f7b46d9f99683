/** The subject of a notification: an entity by the name of its type and its id. */
interface Subject {
  readonly type: string;
  readonly id: string | null;
}

/** The deprecated fields of a notification that name its subject; they leave together with those of the contract. */
export const legacySubjects = (subject: Subject | null) => ({
  messageId: idOfType(subject, 'Message'),
  friendRequestId: idOfType(subject, 'FriendRequest'),
  streamId: idOfType(subject, 'LiveStream'),
});

const idOfType = (subject: Subject | null, type: string): string | null => (subject?.type === type ? subject.id : null);
