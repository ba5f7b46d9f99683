-- Messages keep their places without their author, and direct conversations without their pair.
ALTER TABLE "message" ALTER COLUMN "author_id" DROP NOT NULL;
ALTER TABLE "message" ADD CONSTRAINT "message_without_author_is_empty" CHECK ("author_id" IS NOT NULL OR "text" = '');
ALTER TABLE "conversation" DROP CONSTRAINT "conversation_direct_has_pair";
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_only_direct_has_pair" CHECK ("kind" = 'DIRECT' OR "direct_key" IS NULL);

-- Whatever names a person is found when they delete their account.
CREATE INDEX "conversation_created_by_idx" ON "conversation"("created_by") WHERE "created_by" IS NOT NULL;
CREATE INDEX "conversation_change_member_id_idx" ON "conversation_change"("member_id") WHERE "member_id" IS NOT NULL;
CREATE INDEX "person_change_member_id_idx" ON "person_change"("member_id") WHERE "member_id" IS NOT NULL;
