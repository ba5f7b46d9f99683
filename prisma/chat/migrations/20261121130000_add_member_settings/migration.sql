-- How a member keeps a conversation. Without an end a mute is for good; archived says up to which message it was put away.
ALTER TABLE "member"
    ADD COLUMN "is_muted" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "muted_until" TIMESTAMPTZ(3),
    ADD COLUMN "archived_sequence" BIGINT,
    ADD CONSTRAINT "member_mute_has_end" CHECK ("is_muted" OR "muted_until" IS NULL);
