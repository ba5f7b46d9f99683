-- @only relations

-- A copy of the friendships of the friends domain, one row in each direction. Ended ones stay, so that an event that is
-- handled late cannot revive them.
CREATE TABLE IF NOT EXISTS "friendship" (
    "user_id" TEXT NOT NULL, -- @user
    "friend_id" TEXT NOT NULL, -- @user
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "friendship_pkey" PRIMARY KEY ("user_id", "friend_id")
);

-- A copy of the blocks of the friends domain. Lifted ones stay, for the same reason.
CREATE TABLE IF NOT EXISTS "block" (
    "blocker_id" TEXT NOT NULL, -- @user
    "blocked_id" TEXT NOT NULL, -- @user
    "is_active" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "block_pkey" PRIMARY KEY ("blocker_id", "blocked_id")
);

CREATE INDEX IF NOT EXISTS "block_blocked_id_idx" ON "block"("blocked_id");
