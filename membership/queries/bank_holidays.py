"""Bank holidays as the calendar of England has them: offered to whoever enters a year, never taken unseen."""

from datetime import date

from constitution.calendar import Year


def of_england(year: Year) -> list[date]:
    import holidays  # noqa: PLC0415 heavy, and needed when a year is entered

    years = range(year.first_day.year, year.last_day.year + 1)
    return sorted(day for day in holidays.country_holidays("GB", subdiv="ENG", years=years) if day in year)
