-- Whoever blocked a person is not suggested to them.
CREATE INDEX "block_blocked_id_idx" ON "block"("blocked_id");

-- How often one person has asked another of late.
CREATE INDEX "change_requests_received_idx" ON "change"("owner_id", "other_id", "created_at") WHERE "stream" = 'REQUESTS';
