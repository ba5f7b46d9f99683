-- What is old enough to be forgotten is looked for by age.
CREATE INDEX "conversation_change_created_at_idx" ON "conversation_change"("created_at");
