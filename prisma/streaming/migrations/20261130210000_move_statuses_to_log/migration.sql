-- The states of streams move into the tables that the runtime has for logs in every schema. Its own migrations follow these and
-- find the tables there. Sequences stay, so that cursors of clients stay valid. Processes of the version before cannot write to
-- the former tables any more.
CREATE TABLE IF NOT EXISTS "log_head" (
    "log" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "log_head_pkey" PRIMARY KEY ("log", "key")
);

CREATE TABLE IF NOT EXISTS "log_entry" (
    "log" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "people" TEXT[] NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "log_entry_pkey" PRIMARY KEY ("log", "key", "sequence")
);

INSERT INTO "log_head" ("log", "key", "sequence")
SELECT 'streaming.stream-status', "id", "status_sequence" FROM "live_stream" WHERE "status_sequence" > 0;

INSERT INTO "log_entry" ("log", "key", "sequence", "people", "data", "created_at")
SELECT 'streaming.stream-status', "stream_id", "sequence", '{}', jsonb_build_object('state', "state"), "changed_at"
FROM "stream_status";

DROP TABLE "stream_status";
ALTER TABLE "live_stream" DROP COLUMN "status_sequence";
