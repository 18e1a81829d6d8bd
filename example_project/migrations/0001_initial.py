from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PlacedOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("site", models.CharField(max_length=64)),
                ("order_id", models.CharField(max_length=100)),
                ("number", models.CharField(max_length=50)),
                ("pieces", models.PositiveIntegerField()),
                ("delivery", models.CharField(blank=True, max_length=250)),
                ("total", models.DecimalField(decimal_places=4, max_digits=20)),
                ("currency", models.CharField(max_length=3)),
                ("placed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-placed_at", "-pk"],
                "indexes": [
                    models.Index(fields=["site", "-placed_at"], name="example_order_newest")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "order_id"), name="example_order_once")
                ],
            },
        ),
    ]
