"""Entries keep their terms as bytes and their text in plain words; a table of the words of all texts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RemoveField("entry", "terms"),
        migrations.RemoveField("entry", "length"),
        migrations.AddField(
            "entry",
            "terms",
            models.BinaryField(
                default=b"\x00", help_text="term → weight, the boosts of the fields counted in; see packing"
            ),
        ),
        migrations.AddField(
            "entry",
            "length",
            models.PositiveIntegerField(default=0, help_text="hundredths of a word, the boosts counted in"),
        ),
        migrations.AddField("entry", "title", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("entry", "summary", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "entry",
            "body",
            models.TextField(blank=True, default="", help_text="the other answers and the tags as plain words"),
            preserve_default=False,
        ),
        migrations.AddField(
            "entry",
            "lexemes",
            models.TextField(blank=True, default="", help_text="the different words, one a line: surface, tab, lemma"),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Lexeme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("surface", models.CharField(max_length=80)),
                ("lemma", models.CharField(help_text="the first whole term of its analysis", max_length=100)),
                ("frequency", models.IntegerField(default=0, help_text="in how many texts it stands")),
                ("generation", models.PositiveBigIntegerField(db_index=True)),
            ],
            options={
                "verbose_name": "word of the texts",
                "verbose_name_plural": "words of the texts",
                "constraints": [models.UniqueConstraint(fields=("language", "surface"), name="lexeme_once")],
            },
        ),
    ]
