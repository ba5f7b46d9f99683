-- What hosts say about their streams, when they will be, and who may write in their chats.
ALTER TABLE "live_stream" ADD COLUMN "description" TEXT NOT NULL DEFAULT '';
ALTER TABLE "live_stream" ADD COLUMN "category_id" TEXT;
ALTER TABLE "live_stream" ADD COLUMN "tags" TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE "live_stream" ADD COLUMN "language" TEXT;
ALTER TABLE "live_stream" ADD COLUMN "is_mature" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "live_stream" ADD COLUMN "thumbnail_file_id" TEXT;
ALTER TABLE "live_stream" ADD COLUMN "scheduled_for" TIMESTAMPTZ(3);
ALTER TABLE "live_stream" ADD COLUMN "chat_mode" TEXT NOT NULL DEFAULT 'EVERYONE';
ALTER TABLE "live_stream" ADD COLUMN "slow_mode_seconds" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "live_stream" ADD COLUMN "end_reason" TEXT;
-- As last counted: at most two seconds behind while the stream is on air.
ALTER TABLE "live_stream" ADD COLUMN "viewer_count" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "live_stream" ADD CONSTRAINT "live_stream_chat_mode_check" CHECK ("chat_mode" IN ('EVERYONE', 'FOLLOWERS', 'NOBODY')) NOT VALID;
ALTER TABLE "live_stream" ADD CONSTRAINT "live_stream_scheduled_check" CHECK ("state" <> 'SCHEDULED' OR "scheduled_for" IS NOT NULL) NOT VALID;
