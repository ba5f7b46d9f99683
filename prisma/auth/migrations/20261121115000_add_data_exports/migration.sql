CREATE TABLE "data_export" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "domains" TEXT[],
    "cursor" TEXT,
    "parts" INTEGER NOT NULL DEFAULT 0,
    "ready_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "byte_size" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "data_export_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "data_export_state_known" CHECK ("state" IN ('PENDING', 'READY', 'FAILED', 'EXPIRED')),
    CONSTRAINT "data_export_ready_whole" CHECK (("ready_at" IS NULL) = ("expires_at" IS NULL))
);

CREATE TABLE "data_export_part" (
    "export_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "data_export_part_pkey" PRIMARY KEY ("export_id", "number")
);

CREATE INDEX "data_export_user_id_id_idx" ON "data_export"("user_id", "id");
CREATE INDEX "data_export_state_due_at_idx" ON "data_export"("state", "due_at");

-- A person has at most one copy in the making. Partial: Prisma's schema knows no such index.
CREATE UNIQUE INDEX "data_export_one_pending" ON "data_export"("user_id") WHERE "state" = 'PENDING';

ALTER TABLE "data_export" ADD CONSTRAINT "data_export_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "data_export_part" ADD CONSTRAINT "data_export_part_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "data_export"("id") ON DELETE CASCADE ON UPDATE CASCADE;
