# The door for browsers, in front of its Collector. It needs nothing but Node.
#   docker build -f collector/kubernetes/image/browser-door.Dockerfile -t peragus-observability-browser-door:0.1.0 .
FROM node:24.21.0-bookworm-slim
WORKDIR /door
COPY collector/browser-door/*.ts ./
RUN echo '{"type":"module"}' > package.json
USER 65532:65532
CMD ["node", "start.ts"]
