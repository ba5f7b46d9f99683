-- Who may enter a room: EVERYONE, or with FRIENDS who opened it and that person's friends.
ALTER TABLE "conversation" ADD COLUMN "audience" TEXT NOT NULL DEFAULT 'EVERYONE';
