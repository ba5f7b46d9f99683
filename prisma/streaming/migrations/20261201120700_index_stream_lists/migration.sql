-- @concurrent
-- Streams on air by their number of viewers, and those of one category.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "live_stream_viewers_idx" ON "live_stream"("viewer_count" DESC, "id" DESC) WHERE "state" IN ('LIVE', 'RECONNECTING');
CREATE INDEX CONCURRENTLY IF NOT EXISTS "live_stream_category_idx" ON "live_stream"("category_id", "viewer_count" DESC, "id" DESC) WHERE "state" IN ('LIVE', 'RECONNECTING');
-- What is announced, the next first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "live_stream_scheduled_idx" ON "live_stream"("scheduled_for", "id") WHERE "state" = 'SCHEDULED';
