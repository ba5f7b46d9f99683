-- What one person wrote, wherever that was: for the copy that they may have of it.
CREATE INDEX "message_author_id_id_idx" ON "message"("author_id", "id");
