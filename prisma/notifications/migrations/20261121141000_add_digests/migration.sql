-- AlterTable
ALTER TABLE "preferences" ADD COLUMN "digest_at" INTEGER NOT NULL DEFAULT 480;
ALTER TABLE "preferences" ADD COLUMN "digest_day" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "choice" ALTER COLUMN "is_enabled" DROP NOT NULL;
ALTER TABLE "choice" ADD COLUMN "frequency" TEXT;

-- CreateTable
CREATE TABLE "digest" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "slot" TIMESTAMPTZ(3),
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "lease" TEXT,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "digest_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN "digest_id" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "digest_user_id_slot_key" ON "digest"("user_id", "slot");

-- CreateIndex
CREATE INDEX "digest_status_due_at_idx" ON "digest"("status", "due_at");

-- CreateIndex
CREATE INDEX "delivery_digest_id_idx" ON "delivery"("digest_id");

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digest"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "preferences" ADD CONSTRAINT "preferences_digest" CHECK ("digest_at" BETWEEN 0 AND 1439 AND "digest_day" BETWEEN 1 AND 7);
ALTER TABLE "choice" ADD CONSTRAINT "choice_frequency_known" CHECK (
    "frequency" IN ('AT_ONCE', 'HOURLY', 'DAILY', 'WEEKLY')
    AND ("frequency" = 'AT_ONCE' OR ("channel" = 'EMAIL' AND "type" <> 'ACCOUNT'))
);
ALTER TABLE "digest" ADD CONSTRAINT "digest_status_known" CHECK ("status" IN ('PENDING', 'SENT', 'SKIPPED', 'DEAD'));
ALTER TABLE "delivery" DROP CONSTRAINT "delivery_status_known";
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_status_known" CHECK ("status" IN ('PENDING', 'HELD', 'SENT', 'SKIPPED', 'DEAD'));
-- What is held waits for a digest: it must never be left behind without one.
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_held_in_digest" CHECK ("status" <> 'HELD' OR "digest_id" IS NOT NULL);

INSERT INTO "template" ("id", "name", "locale", "version", "title", "body", "html", "created_at") VALUES
('ntt_019a0000-0000-7000-8000-000000000034', 'notifications.digest', 'en', 1, 'What is new: {{count}}', E'This came since the last letter, and you have not read it yet.\n\n{{items}}', E'<p>This came since the last letter, and you have not read it yet.</p>\n{{items}}', '2026-11-21'),
('ntt_019a0000-0000-7000-8000-000000000035', 'notifications.digest', 'de', 1, 'Was es Neues gibt: {{count}}', E'Das ist seit dem letzten Brief gekommen, und du hast es noch nicht gelesen.\n\n{{items}}', E'<p>Das ist seit dem letzten Brief gekommen, und du hast es noch nicht gelesen.</p>\n{{items}}', '2026-11-21'),
('ntt_019a0000-0000-7000-8000-000000000036', 'notifications.digest', 'ru', 1, 'Что нового: {{count}}', E'Это пришло после прошлого письма, и вы этого ещё не прочли.\n\n{{items}}', E'<p>Это пришло после прошлого письма, и вы этого ещё не прочли.</p>\n{{items}}', '2026-11-21')
ON CONFLICT ("name", "locale", "version") DO NOTHING;
