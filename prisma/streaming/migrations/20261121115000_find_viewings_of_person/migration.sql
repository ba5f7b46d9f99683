-- What one person watched: for the copy that they may have of it.
CREATE INDEX "stream_viewer_user_id_stream_id_session_id_idx" ON "stream_viewer"("user_id", "stream_id", "session_id");
