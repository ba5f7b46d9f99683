-- A deleted message is not unread. How many were deleted after a member's mark is the sum of at most 63 stretches a level:
-- single messages up to the end of their 64, then 64s up to the end of their 4096, and so on.
CREATE TABLE "deletion_count" (
    "conversation_id" TEXT NOT NULL,
    "level" SMALLINT NOT NULL,
    "stretch" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "deletion_count_pkey" PRIMARY KEY ("conversation_id", "level", "stretch")
);

-- Nobody who has read as far needs to count.
ALTER TABLE "conversation" ADD COLUMN "deleted_sequence" BIGINT NOT NULL DEFAULT 0;

INSERT INTO "deletion_count" ("conversation_id", "level", "stretch", "count")
SELECT "conversation_id", l."level", "sequence" >> (6 * l."level"), count(*)
FROM "message" CROSS JOIN generate_series(0, 4) AS l ("level") WHERE "deleted_at" IS NOT NULL GROUP BY 1, 2, 3;

UPDATE "conversation" AS c SET "deleted_sequence" = newest."sequence"
FROM (SELECT "conversation_id", max("sequence") AS "sequence" FROM "message" WHERE "deleted_at" IS NOT NULL GROUP BY 1) AS newest
WHERE c."id" = newest."conversation_id";
