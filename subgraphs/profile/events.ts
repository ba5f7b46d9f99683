/** Topic of the signals of one person's profile: it has changed, or who may see it has. */
export const profileTopic = (userId: string): `${string}.${string}` => `profile.profile-updated.${userId}`;
