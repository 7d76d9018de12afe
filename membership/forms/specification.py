"""The person specification of a commissioned post, point by point, ticked by whoever appoints (K8.20)."""

from django import forms

from membership.queries.job import Specification


class Checked:
    """Of a form that appoints: a box for each point, and the fingerprint of the words that were read."""

    specification: Specification | None = None

    def ask(self, specification: Specification | None) -> None:
        self.specification = specification
        if specification is None:
            return
        for name, item in self._points():
            self.fields[name] = forms.BooleanField(label=f"Checked: {item}", required=False)
        self.fields["words"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=specification.sha256
        )

    def _points(self) -> list[tuple[str, str]]:
        return [(f"meets_{n}", item) for n, item in enumerate(self.specification.items, start=1)]

    @property
    def checked(self) -> str:
        """The fingerprint, once every point is ticked; empty before that, or where nothing is asked."""
        if self.specification is None or not all(self.cleaned_data[name] for name, _ in self._points()):
            return ""
        return self.cleaned_data["words"]
