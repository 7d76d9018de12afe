from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class FoldedEmailField(models.EmailField):
    """An address in lower case, however it was typed, when stored and when looked for."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value.strip().lower() if isinstance(value, str) else value

    def pre_save(self, instance, add):
        value = self.get_prep_value(super().pre_save(instance, add))
        setattr(instance, self.attname, value or None)
        return value or None


class PersonManager(BaseUserManager):
    def create_user(self, email: str | None = None, password: str | None = None, **fields) -> "Person":
        """A person; without an address, a name that cannot sign in."""
        person = self.model(email=email, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "Person":
        return self.create_user(email, password, is_staff=True, **fields)


class Person(AbstractBaseUser):
    """Someone who acts or is named, in any number of collaboratives.

    Reduced when the last role is over, never removed: votes and signatures point here. What they may do in a
    collaborative follows from the posts and offices they hold there on a day.
    """

    email = FoldedEmailField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField("may sign in", default=True)
    is_staff = models.BooleanField("looks after the installation", default=False)
    reduced_at = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_lower_case"),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | ~Q(email=""), name="person_email_not_empty"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="person_named"),
            models.CheckConstraint(
                condition=Q(reduced_at__isnull=True)
                | Q(email__isnull=True, phone="", is_active=False, is_staff=False),
                name="person_reduced_keeps_no_contact",
            ),
        ]

    def __str__(self):
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_superuser(self) -> bool:
        return self.is_active and self.is_staff

    def has_perm(self, perm: str, obj=None) -> bool:
        """Django's own permissions are used for the installation's global rows alone."""
        return self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_superuser
