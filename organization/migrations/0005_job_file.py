from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organization", "0004_lean_indexes")]

    operations = [
        migrations.AddField(
            "job",
            "file",
            models.FileField(blank=True, upload_to="jobs", verbose_name="文件"),
        ),
        migrations.AddField(
            "job",
            "file_name",
            models.CharField(blank=True, max_length=120, verbose_name="文件名"),
        ),
    ]
