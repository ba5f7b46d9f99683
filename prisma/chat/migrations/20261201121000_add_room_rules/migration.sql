-- Who may write in the room of a stream: EVERYONE, FOLLOWERS of who opened it, NOBODY but its owner and admins.
ALTER TABLE "conversation" ADD COLUMN "write_mode" TEXT NOT NULL DEFAULT 'EVERYONE';
-- Seconds between two messages of one person; 0 for no limit.
ALTER TABLE "conversation" ADD COLUMN "slow_mode_seconds" INTEGER NOT NULL DEFAULT 0;

-- Who may not enter the room of a stream, as the streaming domain says. The newest fact counts.
CREATE TABLE "room_ban" (
    "stream_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "until" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "room_ban_pkey" PRIMARY KEY ("stream_id", "user_id")
);

-- When a person last wrote in a room with slow mode.
CREATE TABLE "room_pace" (
    "conversation_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "wrote_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "room_pace_pkey" PRIMARY KEY ("conversation_id", "user_id")
);

CREATE INDEX "room_ban_user_id_idx" ON "room_ban"("user_id");
CREATE INDEX "room_pace_user_id_idx" ON "room_pace"("user_id");
