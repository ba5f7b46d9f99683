-- Logs that subscriptions follow: the newest sequence of each. Its lock puts sequences in the order of commits.
CREATE TABLE IF NOT EXISTS "log_head" (
    -- `<domain>.<noun>`
    "log" TEXT NOT NULL,
    -- Whose log it is, such as a person, or what it is about.
    "key" TEXT NOT NULL, -- @user
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "log_head_pkey" PRIMARY KEY ("log", "key")
);

-- Their entries: 1, 2, 3 … without holes within a log and key, until old ones are deleted.
CREATE TABLE IF NOT EXISTS "log_entry" (
    "log" TEXT NOT NULL,
    "key" TEXT NOT NULL, -- @user
    "sequence" BIGINT NOT NULL,
    -- The people whom the entry names; null in the place of one who has deleted their account.
    "people" TEXT[] NOT NULL, -- @user
    -- All that the entry says besides, without ids of people.
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "log_entry_pkey" PRIMARY KEY ("log", "key", "sequence")
);

CREATE INDEX IF NOT EXISTS "log_entry_created_at_idx" ON "log_entry"("created_at");

-- To erase a person.
CREATE INDEX IF NOT EXISTS "log_entry_people_idx" ON "log_entry" USING GIN ("people");
CREATE INDEX IF NOT EXISTS "log_entry_key_idx" ON "log_entry"("key");
CREATE INDEX IF NOT EXISTS "log_head_key_idx" ON "log_head"("key");
