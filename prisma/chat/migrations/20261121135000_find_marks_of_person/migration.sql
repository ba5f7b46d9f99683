-- What one person did to messages and where they were named: for the copy that they may have of it, and to be erased.
CREATE INDEX "message_reaction_user_id_conversation_id_sequence_emoji_idx" ON "message_reaction"("user_id", "conversation_id", "sequence", "emoji");
CREATE INDEX "message_mention_user_id_conversation_id_sequence_idx" ON "message_mention"("user_id", "conversation_id", "sequence");
