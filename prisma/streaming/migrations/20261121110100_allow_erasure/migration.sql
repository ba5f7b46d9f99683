-- Streams of who has deleted their account stay for those who follow their states, with neither host nor title.
ALTER TABLE "live_stream" ALTER COLUMN "host_id" DROP NOT NULL;
ALTER TABLE "live_stream" DROP CONSTRAINT "live_stream_title_check";
ALTER TABLE "live_stream" ADD CONSTRAINT "live_stream_title_check"
    CHECK (char_length("title") BETWEEN CASE WHEN "host_id" IS NULL THEN 0 ELSE 1 END AND 140);
ALTER TABLE "live_stream" ADD CONSTRAINT "live_stream_host_check" CHECK ("host_id" IS NOT NULL OR "state" = 'ENDED');

-- All of a person's blocks are found.
CREATE INDEX "block_blocked_id_idx" ON "block"("blocked_id");
