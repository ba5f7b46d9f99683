-- The copies of friendships and blocks get the form that the runtime gives them in every domain. An unknown time of change
-- is the earliest one, so that any event is newer.
ALTER TABLE "friendship" ADD COLUMN "is_active" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "friendship" ADD COLUMN "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT 'epoch';
ALTER TABLE "friendship" ALTER COLUMN "is_active" DROP DEFAULT;
ALTER TABLE "friendship" ALTER COLUMN "changed_at" DROP DEFAULT;

ALTER TABLE "block" RENAME COLUMN "user_id" TO "blocker_id";
ALTER TABLE "block" ADD COLUMN "is_active" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "block" ADD COLUMN "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT 'epoch';
ALTER TABLE "block" ALTER COLUMN "is_active" DROP DEFAULT;
ALTER TABLE "block" ALTER COLUMN "changed_at" DROP DEFAULT;

-- Copies that began after events had been pruned lack what was before: they are taken over again.
DELETE FROM "inbox_position" WHERE "producer" = 'friends';
