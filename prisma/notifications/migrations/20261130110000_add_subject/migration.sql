-- AlterTable
ALTER TABLE "occurrence" ADD COLUMN "subject_type" TEXT;
ALTER TABLE "occurrence" ADD COLUMN "subject_id" TEXT;

-- AlterTable
ALTER TABLE "notification" ADD COLUMN "subject_type" TEXT;
ALTER TABLE "notification" ADD COLUMN "subject_id" TEXT;

-- What is there is about one of three kinds of entities, whose columns stay until the deprecated fields leave.
UPDATE "occurrence" SET
    "subject_type" = CASE WHEN "message_id" IS NOT NULL THEN 'Message' WHEN "friend_request_id" IS NOT NULL THEN 'FriendRequest' ELSE 'LiveStream' END,
    "subject_id" = COALESCE("message_id", "friend_request_id", "stream_id")
WHERE COALESCE("message_id", "friend_request_id", "stream_id") IS NOT NULL;
UPDATE "notification" SET
    "subject_type" = CASE WHEN "message_id" IS NOT NULL THEN 'Message' WHEN "friend_request_id" IS NOT NULL THEN 'FriendRequest' ELSE 'LiveStream' END,
    "subject_id" = COALESCE("message_id", "friend_request_id", "stream_id")
WHERE COALESCE("message_id", "friend_request_id", "stream_id") IS NOT NULL;

ALTER TABLE "occurrence" ADD CONSTRAINT "occurrence_subject_whole" CHECK (("subject_type" IS NULL) = ("subject_id" IS NULL));
ALTER TABLE "notification" ADD CONSTRAINT "notification_subject_whole" CHECK (("subject_type" IS NULL) = ("subject_id" IS NULL));
