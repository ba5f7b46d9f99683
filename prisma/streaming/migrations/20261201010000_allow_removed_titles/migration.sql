-- Streams that moderators have removed stay for those who follow their states, without a title.
ALTER TABLE "live_stream" DROP CONSTRAINT "live_stream_title_check";
ALTER TABLE "live_stream" ADD CONSTRAINT "live_stream_title_check"
    CHECK (char_length("title") BETWEEN CASE WHEN "host_id" IS NULL OR "state" = 'ENDED' THEN 0 ELSE 1 END AND 140) NOT VALID;
