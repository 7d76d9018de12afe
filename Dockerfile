FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 && rm -rf /var/lib/apt/lists/*
WORKDIR /quorate
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN STATIC_MANIFEST=yes SECRET_KEY=build python manage.py collectstatic --noinput
