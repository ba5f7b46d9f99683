-- Only people whose feed is kept ready have an instant.
ALTER TABLE "feed_seen" ALTER COLUMN "read_at" DROP NOT NULL;

-- People whose posts are read with feeds instead of being added to them.
CREATE TABLE "large_author" (
    "user_id" TEXT NOT NULL,

    CONSTRAINT "large_author_pkey" PRIMARY KEY ("user_id")
);
