-- What the law requires to be kept of people who have deleted their account; sealed, and deleted when its time is over.
CREATE TABLE IF NOT EXISTS "retained_record" (
    "id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL, -- @tombstone
    -- The table that it comes from.
    "source" TEXT NOT NULL,
    -- The law or the rule that requires it.
    "reason" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "retain_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retained_record_pkey" PRIMARY KEY ("id")
);

CREATE INDEX IF NOT EXISTS "retained_record_subject_id_idx" ON "retained_record"("subject_id", "id");
CREATE INDEX IF NOT EXISTS "retained_record_retain_until_idx" ON "retained_record"("retain_until");
