-- How far the import of each file of a dump has come, recorded in the transaction of the rows.
CREATE TABLE IF NOT EXISTS "import_progress" (
    -- Name of the system that the data comes from.
    "source" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    -- Path below the folder of the dump.
    "file" TEXT NOT NULL,
    -- Hash of the file and of its part of the map.
    "fingerprint" TEXT NOT NULL,
    -- All rows that begin at this line or before are settled.
    "line" BIGINT NOT NULL,
    "rows" BIGINT NOT NULL,
    "inserted" BIGINT NOT NULL,
    "present" BIGINT NOT NULL,
    "changed" BIGINT NOT NULL,
    "refused" BIGINT NOT NULL,
    "is_complete" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "import_progress_pkey" PRIMARY KEY ("source", "kind", "file")
);
