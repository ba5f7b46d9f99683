ALTER TABLE "message"
    ADD COLUMN "input_hash" TEXT,
    ADD COLUMN "reply_to_sequence" BIGINT,
    ADD COLUMN "edited_at" TIMESTAMPTZ(3),
    ADD COLUMN "deleted_at" TIMESTAMPTZ(3);

CREATE TABLE "message_revision" (
    "conversation_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "nth" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_revision_pkey" PRIMARY KEY ("conversation_id", "sequence", "nth")
);

CREATE TABLE "message_reaction" (
    "conversation_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "emoji" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "reacted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_reaction_pkey" PRIMARY KEY ("conversation_id", "sequence", "emoji", "user_id")
);

CREATE TABLE "message_mention" (
    "conversation_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "message_mention_pkey" PRIMARY KEY ("conversation_id", "sequence", "user_id")
);

CREATE TABLE "pinned_message" (
    "conversation_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pinned_message_pkey" PRIMARY KEY ("conversation_id", "sequence")
);

-- A tombstone holds nothing of what was said.
ALTER TABLE "message" ADD CONSTRAINT "message_deleted_is_empty" CHECK ("deleted_at" IS NULL OR ("text" = '' AND "input_hash" IS NULL));

ALTER TABLE "message_revision" ADD CONSTRAINT "message_revision_conversation_id_sequence_fkey" FOREIGN KEY ("conversation_id", "sequence") REFERENCES "message"("conversation_id", "sequence") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "message_reaction" ADD CONSTRAINT "message_reaction_conversation_id_sequence_fkey" FOREIGN KEY ("conversation_id", "sequence") REFERENCES "message"("conversation_id", "sequence") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "message_mention" ADD CONSTRAINT "message_mention_conversation_id_sequence_fkey" FOREIGN KEY ("conversation_id", "sequence") REFERENCES "message"("conversation_id", "sequence") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "pinned_message" ADD CONSTRAINT "pinned_message_conversation_id_sequence_fkey" FOREIGN KEY ("conversation_id", "sequence") REFERENCES "message"("conversation_id", "sequence") ON DELETE CASCADE ON UPDATE CASCADE;
