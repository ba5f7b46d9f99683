CREATE TABLE "commerce_item" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "commerce_item_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "commerce_item_owner_id_sequence_key" ON "commerce_item"("owner_id", "sequence");

CREATE TABLE "commerce_head" (
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "commerce_head_pkey" PRIMARY KEY ("owner_id")
);
