-- When writing in a room ends: a while after the end of the stream whose chat it is.
ALTER TABLE "conversation" ADD COLUMN "closes_at" TIMESTAMPTZ(3);
