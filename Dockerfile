# sim in a container, for workers and for the children of jobs: docs/distributed.md. Built here:  docker build --tag fleetcast .
FROM node:20-slim AS build
WORKDIR /fleetcast
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# What sim needs when it runs, the client of a queue among it, which the lock file has too.
FROM node:20-slim AS package
WORKDIR /fleetcast
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev && node --input-type=module --eval 'await import("ioredis")'
COPY --from=build /fleetcast/dist dist
COPY scenarios scenarios
COPY sim/cost/prices sim/cost/prices

FROM node:20-slim
ENV NODE_ENV=production
COPY --from=package /fleetcast /opt/fleetcast
RUN ln -s /opt/fleetcast/dist/bin/sim.js /usr/local/bin/sim
USER node
WORKDIR /home/node
ENTRYPOINT ["sim"]
CMD ["--help"]
