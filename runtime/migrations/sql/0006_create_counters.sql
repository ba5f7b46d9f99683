-- Exact counts, such as the likes of a post: what was folded, to which the changes that were not are added when it is read.
CREATE TABLE IF NOT EXISTS "counter" (
    -- Id of what has the count.
    "subject" TEXT NOT NULL, -- @user
    -- What is counted.
    "name" TEXT NOT NULL,
    "value" BIGINT NOT NULL,

    CONSTRAINT "counter_pkey" PRIMARY KEY ("subject", "name")
);

-- One row for each change, so that changes of one count do not wait for each other.
CREATE TABLE IF NOT EXISTS "counter_change" (
    "position" BIGSERIAL NOT NULL,
    "subject" TEXT NOT NULL, -- @user
    "name" TEXT NOT NULL,
    "delta" BIGINT NOT NULL,

    CONSTRAINT "counter_change_pkey" PRIMARY KEY ("position")
);

CREATE INDEX IF NOT EXISTS "counter_change_subject_idx" ON "counter_change"("subject", "name");
