CREATE TABLE "media_item" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_item_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "media_item_owner_id_sequence_key" ON "media_item"("owner_id", "sequence");

CREATE TABLE "media_head" (
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "media_head_pkey" PRIMARY KEY ("owner_id")
);
