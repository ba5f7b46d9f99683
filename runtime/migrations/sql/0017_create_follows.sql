-- @only follows

-- A copy of the follows of the social domain. Ended ones stay, so that an event that is handled late cannot revive them.
CREATE TABLE IF NOT EXISTS "follow" (
    "follower_id" TEXT NOT NULL, -- @user
    "followee_id" TEXT NOT NULL, -- @user
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    -- When an event or a snapshot last named the pair: what a complete snapshot has not named has ended.
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "follow_pkey" PRIMARY KEY ("follower_id", "followee_id")
);

CREATE INDEX IF NOT EXISTS "follow_followee_id_idx" ON "follow"("followee_id");

-- A domain that has followed social until now takes the follows over that there are: a snapshot, at its present position.
INSERT INTO "inbox_bootstrap" ("producer", "epoch", "number", "is_replay", "total")
SELECT "producer", "epoch", "number", false, 0 FROM "inbox_position" WHERE "producer" = 'social'
ON CONFLICT ("producer") DO NOTHING;
