/* Licences: /explorer/LICENSES.txt */
import{ef as a,ff as b,gf as c,hf as d}from"./chunk-FTTX33CV.js";import"./chunk-UMOPM3VU.js";import"./chunk-G5XQQLQN.js";import"./chunk-K3A7AWWT.js";export{c as HitTestContext,b as MouseTarget,d as MouseTargetFactory,a as PointerHandlerLastRenderData};
