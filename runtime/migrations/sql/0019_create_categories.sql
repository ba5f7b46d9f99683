-- @only categories

-- A copy of the categories of one scope of the media domain. Deleted ones stay, so that an event that is handled late cannot
-- revive them.
CREATE TABLE IF NOT EXISTS "category" (
    "id" TEXT NOT NULL,
    -- Null at the root.
    "parent_id" TEXT,
    "title" TEXT NOT NULL,
    -- Slugs from the root on, joined by slashes.
    "path" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    -- When an event or a snapshot last named the category: what a complete snapshot has not named is deleted.
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id")
);

CREATE INDEX IF NOT EXISTS "category_path_idx" ON "category" ("path" text_pattern_ops) WHERE "is_active";

-- A domain that has followed media until now takes the categories over that there are: a snapshot, at its present position.
INSERT INTO "inbox_bootstrap" ("producer", "epoch", "number", "is_replay", "total")
SELECT "producer", "epoch", "number", false, 0 FROM "inbox_position" WHERE "producer" = 'media'
ON CONFLICT ("producer") DO NOTHING;
