-- Whoever blocked a person is not suggested to them.
CREATE INDEX "block_blocked_id_idx" ON "block"("blocked_id");

-- How often one person has asked another of late.
CREATE INDEX "change_requests_received_idx" ON "change"("owner_id", "other_id", "created_at") WHERE "stream" = 'REQUESTS';

-- Friends of friends are read from the index alone.
CREATE INDEX "friendship_user_id_id_friend_id_idx" ON "friendship"("user_id", "id", "friend_id");
DROP INDEX "friendship_user_id_id_idx";
