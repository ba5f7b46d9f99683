/** The bell of one person's profile: rings when it changes, and when the right to see it may have been lost. */
export const profileTopic = (userId: string): `${string}.${string}` => `profile.profile-updated.${userId}`;
