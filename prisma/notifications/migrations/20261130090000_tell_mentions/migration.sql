-- CreateTable
CREATE TABLE "mention" (
    "message_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mention_pkey" PRIMARY KEY ("message_id","user_id")
);

-- CreateIndex
CREATE INDEX "mention_user_id_idx" ON "mention"("user_id");

-- CreateIndex
CREATE INDEX "mention_created_at_idx" ON "mention"("created_at");

-- Texts for who is mentioned when a message is edited.
INSERT INTO "template" ("id", "name", "locale", "version", "title", "body", "created_at") VALUES
('ntt_019a0000-0000-7000-8000-000000000100', 'chat.member-mentioned', 'en', 1, 'You were mentioned', '{{actor}} mentioned you in a message.', '2026-11-30'),
('ntt_019a0000-0000-7000-8000-000000000101', 'chat.member-mentioned', 'de', 1, 'Du wurdest erwähnt', '{{actor}} hat dich in einer Nachricht erwähnt.', '2026-11-30'),
('ntt_019a0000-0000-7000-8000-000000000102', 'chat.member-mentioned', 'ru', 1, 'Вас упомянули', 'Вас упоминает в сообщении {{actor}}.', '2026-11-30');
