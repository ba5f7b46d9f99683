-- Pages of members, in the order of joining.
CREATE INDEX "member_conversation_id_joined_change_user_id_idx" ON "member"("conversation_id", "joined_change", "user_id");

-- There is one owner.
CREATE UNIQUE INDEX "member_one_owner_idx" ON "member"("conversation_id") WHERE "role" = 'OWNER';
