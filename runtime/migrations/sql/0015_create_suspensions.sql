-- @only suspensions

-- A copy of the suspensions of the auth domain. Lifted ones stay, so that an event that is handled late cannot revive them.
CREATE TABLE IF NOT EXISTS "suspension" (
    "user_id" TEXT NOT NULL, -- @user
    -- The suspension ends then by itself; null when it is permanent.
    "until" TIMESTAMPTZ(3),
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    -- When an event or a snapshot last named the person: what a complete snapshot has not named has ended.
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suspension_pkey" PRIMARY KEY ("user_id")
);

-- A domain that has followed auth until now takes the suspensions over that there are: a snapshot, at its present position.
INSERT INTO "inbox_bootstrap" ("producer", "epoch", "number", "is_replay", "total")
SELECT "producer", "epoch", "number", false, 0 FROM "inbox_position" WHERE "producer" = 'auth'
ON CONFLICT ("producer") DO NOTHING;
