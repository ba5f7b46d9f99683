CREATE TABLE "moderation_item" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "moderation_item_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "moderation_item_owner_id_sequence_key" ON "moderation_item"("owner_id", "sequence");

CREATE TABLE "moderation_head" (
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "moderation_head_pkey" PRIMARY KEY ("owner_id")
);
