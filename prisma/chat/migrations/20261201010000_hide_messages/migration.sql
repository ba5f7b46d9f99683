-- The text of a message while moderators hide it: then nothing that reads or searches texts finds it.
ALTER TABLE "message" ADD COLUMN "hidden_text" TEXT;
ALTER TABLE "message" ADD CONSTRAINT "message_hidden_is_empty"
    CHECK ("hidden_text" IS NULL OR ("text" = '' AND "deleted_at" IS NULL AND "author_id" IS NOT NULL)) NOT VALID;
